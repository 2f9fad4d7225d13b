# Layanan
services-title = Layanan
services-empty = Belum ada layanan
services-empty-hint = Layanan lahir saat registrasi disetujui, atau dari impor.
services-price = Harga per bulan
services-agreed = harga kesepakatan
services-odp = ODP
services-port = Port
services-port-of = { $odp }, port { $port } dari { $ports }
services-billing-day = Tanggal tagih
services-activated = Aktif sejak
services-terminated = Berakhir
services-place = Koordinat
