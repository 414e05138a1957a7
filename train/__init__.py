"""What makes the learned coder: labelled sentences, training, export. Never imported by the package."""
