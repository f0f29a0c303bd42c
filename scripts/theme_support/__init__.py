"""What templates need: Markdown, filters, translations, the page that they show."""
