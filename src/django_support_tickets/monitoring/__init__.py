"""How the desk is doing: what it logs, whether it is well, and what an operator should mend."""
