"""One module per kind; discovered by module name."""
