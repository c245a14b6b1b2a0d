def test_smoke():
    assert True


def test_imports():
    pass
