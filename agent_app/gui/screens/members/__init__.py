"""Members: a list over everybody on this device, and one person with months, data, heirs and history."""
