"""The sample day: played through services, store, HTTP and encryption exactly as the product has them."""
