"""What the dialogs ask and check."""
