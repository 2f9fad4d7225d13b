# Beranda
home-title = Beranda
