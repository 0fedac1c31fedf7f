"""Cash and deposits: count, declare, follow."""
