from concurrent.futures import ThreadPoolExecutor

from tiexin.config.keys import secret


def test_secret_is_made_once_and_kept(tmp_path):
    first = secret(tmp_path, "seal")
    assert len(first) == 64
    assert int(first, 16)
    assert secret(tmp_path, "seal") == first


def test_secrets_differ(tmp_path):
    made = {secret(tmp_path, "seal"), secret(tmp_path, "secret"), secret(tmp_path / "other", "seal")}
    assert len(made) == 3


def test_only_the_owner_reads_it(tmp_path):
    secret(tmp_path, "seal")
    assert (tmp_path / "keys" / "seal").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def test_given_secret_is_kept_without_its_line_end(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "seal").write_text("given\n")
    assert secret(tmp_path, "seal") == "given"


def test_of_many_first_starts_one_wins_and_leaves_no_draft(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: secret(tmp_path, "seal"), range(64)))
    assert len(made) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["seal"]
