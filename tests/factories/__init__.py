"""Made-up people and things for tests. One file a package; import from the package's own file."""
