"""Values into papers and files, files into rows. Fetches nothing and knows no database."""
