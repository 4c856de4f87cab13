"""The protocol of the SMSPILOT.RU gateway, API-1 v1.9.17; knows nothing of Home Assistant."""
