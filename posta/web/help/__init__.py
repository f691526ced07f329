"""Help inside the program: the guides of docs/, built into the package, and the guide of each screen."""
