"""Social security in 云州市: what a person is due, may have, and must bring."""
