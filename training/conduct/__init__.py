"""Training of the classifiers of conduct."""
