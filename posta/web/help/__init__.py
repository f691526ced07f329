"""Help inside the program: the guides of docs/, built into the package, and which of them each screen leads to."""
