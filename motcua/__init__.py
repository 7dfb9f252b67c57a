"""motcua: a procedure directory for a Vietnamese commune's one-stop desk ("một cửa").

The rooms, in the order data passes through them, are told in ARCHITECTURE.md.
"""
