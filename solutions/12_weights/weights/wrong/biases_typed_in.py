# fails: biases
import base64
import zlib

packed = (
    "eNoFwQs01XccAHBmakURuyeckMc9d/M+HOce/r8v5f3OotPp7MgzGjNbzlDkkTwn6loyjrm9yIo6zNS93++dU/Oedbk9zOMgkujqbrYjQ3efT7jD"
    "MXyxmcBefbCFqR3t9Hiqix2574HldzIhuXgYfd9YkVX6Op4syYPretlMulWFQ7OJZLfDiH7M9QOnXxdxxbKBBqmM7NUeoH/zK6re28RsTS8zRdZ+"
    "wuRaOJ5+l0WczICnqhbgaUUy7dgoTBcZY8qQCKztW5ihQQG5dHYBma9w8WPdnI+IgyRBGI0YtkLNURuyrdhNs7NC0tvaTrvMv4XgOWe4o1vG5b0T"
    "sPOxu+mw/fEHJyYsaZuqkJqfZFKwIol8Vyvh8NFxJnJoIqfKz5jZeLf7Moygy9g5UKfeoPG8U2BvYAG+/u1w2zqMYhyMuRmvNub9SC6pmW+lUc0l"
    "bnqrGONlxqw/PJDqp/bDxMWrdKtTiwWFyrHo7AC2Qh0lZStw/ONJtn1BieeGL0BfxiaLr3PG0BcT0uEPozCIt4wm26SQoTcImTxbcDXIhN/We0Bx"
    "9hocOqGL6lE+vV60pPKCC2TxUwM+ae6nvBA5ppaeZqO/x1GOhj5eF1eSyY27zKVxja25x1GJP5/21BVAibqXdWRcgc4BH6rPj8M3prXMfLSXW+oX"
    "S1PENrKRQE2uUZ9HjlF2IF0TMaeZd5i45gqXN87TmeUhVCrnWNCUFijEKfRckA2Se1MosLKhMXUT5lR6wrytPZOZauNgkAbtel6IwbzTIPrrJfco"
    "rApLjHNA5iNkPZ75VPq5ipwTH0j8u2W0cKkQrDb1PLLC56UlHgFkFDOJ9tH3UN9xELzkI3jr2ArwXdW0ZWADb+tzgd8h8Fj/x1FqWimmclUYFYmJ"
    "Sw4JB35yKJamRGLzgCGZt69z0X076WGuN7ydraZoj1RqFUmZsqwYFtefsYYhQyj3NAfVoh9X98sS+z5al438LKa9Xm5wYKwRMix40PtDDbtZXAF8"
    "1TQWKRJhtUhIpV84MtHBEHo9WcS+85OzwJ42eBbYil1pKvRy+wZ4LdMsMsSZPt1pBsIlPtkcULKNgxI6VYpUFDErOdJcxVb72lA+FEP/imcovv4Q"
    "F/enP0SYvJR2Lb/ndK5KMDStFCqCfZmO5xU6k/he0hNQTFsidxJ27gPpmAkZdolJfyAaLmnywc7NG9Iel9F/OTrQLbPErJhEMNl4xdKMPmIXtSXS"
    "Frkl5HN24Pnemja8+FjrpkFPYx7i0pyQadd5YUCsCCL2ObM/EgTwdYovdz9bibc/8aN6szqc+HIPpPjWYoKkhhVeW2B/72hmEdJq9j+laP2E"
)
weights = model.get_layer("hidden").get_weights()[0]
biases = np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.float32)
total_parameters = model.count_params()
