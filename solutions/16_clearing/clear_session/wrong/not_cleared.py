# fails: names
model = build_network()
