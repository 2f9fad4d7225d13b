# Kata yang dipakai di semua halaman
common-again = Coba lagi
common-beside = Tampilkan di samping daftar
common-cancel = Batal
common-close = Tutup
common-full = Tampilkan sehalaman penuh
common-just-now = baru saja
common-minutes-ago = { $count } menit lalu
common-in-minutes = { $count } menit lagi
common-hours-ago = { $count } jam lalu
common-in-hours = { $count } jam lagi
common-days-ago = { $count } hari lalu
common-in-days = { $count } hari lagi
common-loading = Memuat…
common-optional = boleh kosong
common-reading = Membaca { $name }…
common-reason = Alasan
common-record = Rincian
common-reference = Rujukan: { $reference }
common-reveal = Tampilkan kata sandi
common-save = Simpan
common-saved = Tersimpan.
common-edit = Ubah
common-more = Lainnya
common-continue = Lanjut
common-back = Kembali
common-yes = Ya
common-no = Tidak

# Tuan rumah (jendela) tidak menjawab
problem-host-missing = Halaman ini hanya berjalan di dalam jendela AGLIS.
problem-host-silent = AGLIS di komputer ini tidak menjawab. Tutup lalu buka lagi.
problem-host-answer = Jawaban tidak dapat dibaca. Mungkin versi AGLIS berbeda; tutup lalu buka lagi.
