"""Words that importers look for, one file a language: months, date markers, kinds, column names."""
