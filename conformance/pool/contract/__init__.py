"""What a pool promises its users: statements of the catalog's requirements about one configuration."""
