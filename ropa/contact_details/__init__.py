"""Who the controller of an office is and how it and the DPO are reached: said once, proposed in every record."""
