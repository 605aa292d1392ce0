"""How the clause model of ``ipse.claims`` is made: ``python -m training.clauses DATA_FOLDER``."""
