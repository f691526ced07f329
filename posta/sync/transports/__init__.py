"""Roads: memory (tests and the simulator), HTTP (a relay, or a post on the same Wi-Fi), folder (a USB stick)."""
