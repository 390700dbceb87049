"""Old servers over TLS: refused as they are, read where the row says ``tls = "legacy"``. Certificates are made here."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh, rsa

#: The 1,024 bits that county servers exchange keys with: the prime of RFC 2409, group 2.
_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C2"
    "45E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
LEGACY = {"tls": '"legacy"', "tls_reason": '"an old server"'}
#: Certificates aside: what remains is whether the two sides find a protocol they share.
ANY_CERTIFICATE = {"DOWNLOAD_VERIFY_CERTIFICATES": False}


def certificate(folder: Path) -> Path:
    """Key and certificate of 127.0.2.1, signed by nobody that anybody trusts."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.2.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.2.1"))]), False).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def modern(context: ssl.SSLContext, folder: Path) -> None:
    """Nothing old about it but the certificate."""


def tls_1_0(context: ssl.SSLContext, folder: Path) -> None:
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")


def short_keys(context: ssl.SSLContext, folder: Path) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DHE-RSA-AES128-SHA:@SECLEVEL=0")
    group = dh.DHParameterNumbers(_PRIME, 2).parameters().parameter_bytes(serialization.Encoding.PEM, serialization.ParameterFormat.PKCS3)
    (folder / "dh.pem").write_bytes(group)
    context.load_dh_params(str(folder / "dh.pem"))


@pytest.fixture
def served(site: Any, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Puts TLS before the site; the handshake is each connection's own affair, so a refusal does not end the server."""

    def serve(age: Callable[[ssl.SSLContext, Path], None]) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(tmp_path))
        with warnings.catch_warnings(action="ignore"):  # old versions and old keys are what this is about
            age(context, tmp_path)
        site.server.socket = context.wrap_socket(site.server.socket, server_side=True, do_handshake_on_connect=False)
        site.server.handle_error = lambda request, address: None
        site.base = site.base.replace("http://", "https://")

    yield serve


@pytest.mark.parametrize(("age", "settings"), [(modern, {}), (tls_1_0, ANY_CERTIFICATE), (short_keys, ANY_CERTIFICATE)])
def test_an_old_server_is_read_only_where_the_row_says_so(
    site: Any, crawls: Any, served: Callable[..., None], age: Callable[..., None], settings: dict[str, Any]
) -> None:  # fmt: skip
    served(age)
    site.seed(crawls.folder)
    quick = {"RETRY_TIMES": 0, **settings}
    crawls.run(settings=quick)
    assert crawls.lines() == [] and site.asked == []
    site.seed(crawls.folder, **LEGACY)
    outcome = crawls.run(settings=quick)
    assert crawls.new() == site.urls(), outcome.log
    assert "an old server" in outcome.log, "the reason is told"


def test_a_server_that_cannot_renegotiate_safely_is_spoken_to_only_where_the_row_says_so(crawls: Any, site: Any) -> None:
    """OpenSSL 3 breaks off at a ServerHello without the extension of RFC 5746, with an alert; else it waits for more."""
    answers: list[bytes] = []
    listener = socket.create_server(("127.0.2.1", 0))
    listener.settimeout(30)

    def serve() -> None:
        hello = b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00"  # TLS 1.2, no session, ECDHE-RSA-AES128-GCM, no extensions
        message = b"\x02" + len(hello).to_bytes(3, "big") + hello
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                line.settimeout(1)
                line.recv(4096)
                line.sendall(b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message)
                try:
                    answers.append(line.recv(7))
                except TimeoutError:
                    answers.append(b"")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    site.base = f"https://127.0.2.1:{listener.getsockname()[1]}"
    quick = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 5}
    site.seed(crawls.folder)
    crawls.run(settings=quick)
    assert {answer[:1] + answer[5:] for answer in answers} == {b"\x15\x02\x28"}, "fatal alert: handshake failure"
    answers.clear()
    site.seed(crawls.folder, **LEGACY)
    crawls.run(settings=quick)
    assert answers and not any(answer.startswith(b"\x15") for answer in answers)
    listener.close()
