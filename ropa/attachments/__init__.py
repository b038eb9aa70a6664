"""Documents attached to a record or a field: versions, expiry dates, and what an approval freezes of them."""
