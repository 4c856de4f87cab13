"""The gateway on its ports: requests come in, delivery reports go out."""
