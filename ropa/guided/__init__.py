"""Help that is in the product: guides, the glossary, a first run, and a demonstration that can begin anew."""
