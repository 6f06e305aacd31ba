# fails: names, cleared
del trial
model = build_network()
