"""Every kind of entry, one small frozen shape each; who may write it and where it goes stands in `kinds`."""
