# Pelanggan
customers-title = Pelanggan
