# Faults
fault-invalid = Periksa lagi isian yang ditandai.
fault-not-found = Data ini tidak ada, atau bukan wewenang Anda.
fault-conflict = Ada yang lebih dulu: data ini sudah berubah.
fault-forbidden = Peran Anda tidak boleh melakukan ini.
fault-offline = Basis data tidak terjangkau. Tidak ada yang hilang; kami terus mencoba.
fault-outside = Layanan lain tidak menjawab.
fault-signed-out = Sesi Anda sudah berakhir. Silakan masuk lagi.
fault-internal = Ada kesalahan di pihak kami. Coba lagi; jika tetap gagal, kirimkan nomor rujukannya.

# Problems
problem-page-range = Satu halaman memuat 1 sampai { $max } baris.
