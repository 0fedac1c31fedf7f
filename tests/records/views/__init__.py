"""Questions to the tables, after acts that filled them."""
