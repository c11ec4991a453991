"""Every write of the portal: counted tries, accounts and their codes, matters asked and opened."""
