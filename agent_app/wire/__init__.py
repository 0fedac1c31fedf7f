"""What both ends of the protocol say to each other: documents, pages, tokens, signed answers, invitations."""
