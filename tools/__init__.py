"""What makes the tables that the package ships. Never imported by the package."""
