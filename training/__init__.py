"""How the shipped verifier was made: convert, trim, train, calibrate, export."""
