"""Runs the code cells of a notebook in order, as a kernel does: `run_notebook.py NOTEBOOK`, in the notebook's folder."""
import json
import sys

notebook = json.load(open(sys.argv[1], encoding="utf-8"))
try:
    import nbformat

    nbformat.validate(notebook)
except ImportError:
    pass
names = {"__name__": "__main__"}
for cell in notebook["cells"]:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
