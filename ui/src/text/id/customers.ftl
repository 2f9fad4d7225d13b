# Pelanggan
customers-title = Pelanggan
customers-empty = Belum ada pelanggan
customers-empty-hint = Setujui registrasi, atau impor dari sistem lama.
customers-code = Kode
customers-outstanding = Tunggakan
customers-credit = Saldo
customers-tags = Label
customers-since = Pelanggan sejak
customers-services = Layanan
customers-invoices = Tagihan
customers-tickets = Tiket
customers-billing-day = tagihan tiap tanggal { $day }
