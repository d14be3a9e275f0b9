"""Between desk and register: what goes over the wire, who signs it, and the desk's side of the exchange."""
