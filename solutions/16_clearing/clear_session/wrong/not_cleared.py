# fails: names, cleared
model = build_network()
