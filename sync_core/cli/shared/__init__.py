"""What commands share: options, inputs, targets, messages."""
