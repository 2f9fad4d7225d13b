# Pembayaran
payments-title = Pembayaran
payments-payment = Pembayaran
payments-empty = Belum ada pembayaran
payments-empty-hint = Pembayaran dicatat di sini, atau dari halaman pelanggan dan tagihannya.
payments-received = Diterima
payments-recorded-by = Dicatat oleh
payments-recorded-at = Dicatat pada
payments-allocations = Untuk tagihan
payments-left = Menjadi saldo pelanggan
payments-receipt = Simpan kwitansi
payments-reverse = Tarik kembali pembayaran
payments-reverse-opens = Pembayaran { $number } sebesar { $amount } tidak dihitung lagi. Terbuka lagi: { $invoices }.
payments-reverse-opens-credit = Pembayaran { $number } sebesar { $amount } tidak dihitung lagi. Terbuka lagi: { $invoices }. Saldo pelanggan berkurang { $credit }.
payments-reverse-credit = Pembayaran { $number } sebesar { $amount } tidak dihitung lagi. Saldo pelanggan berkurang { $credit }; tidak ada tagihan yang terbuka lagi.
payments-reversed = Pembayaran { $number } ditarik kembali.

# Mencatat uang dan memakai saldo
money-take = Catat pembayaran
money-taken = Pembayaran { $number } tercatat.
money-taken-credit = Pembayaran { $number } tercatat. { $credit } menjadi saldo pelanggan.
money-owes = Belum dibayar { $outstanding }, saldo { $credit }
money-shares = Untuk tagihan, yang paling lama jatuh tempo lebih dulu
money-share-hint = Sisa { $balance } · jatuh tempo { $due } · { $status }
money-no-invoices = Pelanggan ini tidak punya tagihan terbuka.
money-more-invoices = Hanya { $count } tagihan tertua yang ditampilkan.
money-given = Untuk tagihan
money-becomes-credit = Menjadi saldo pelanggan
money-stays-credit = Saldo yang tersisa
money-credit-text = { $credit } tidak dipakai untuk tagihan mana pun dan menjadi saldo pelanggan.
money-rest = Kelebihan dari tagihan ini
money-rest-spread = Bagikan ke tagihan lain yang terbuka
money-rest-keep = Simpan sebagai saldo
money-use = Pakai saldo
money-use-text = Saldo pelanggan { $credit }. Uang yang paling dulu masuk dipakai lebih dulu.
money-used = { $used } dari saldo dipakai. Sisa saldo { $credit }.
