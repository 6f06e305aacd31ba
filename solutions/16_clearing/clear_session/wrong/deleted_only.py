# fails: names
del trial
model = build_network()
