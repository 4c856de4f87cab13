"""Each command of the document: what it takes, refuses and answers."""
