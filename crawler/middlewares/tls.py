"""Old servers over TLS, for rows that say ``tls = "legacy"`` and why."""

from __future__ import annotations

from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions, _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.ssl import CertificateOptions


class OldServers(HTTP11DownloadHandler):
    """Speaks to servers that OpenSSL 3 has given up: short keys, SHA-1, TLS 1.0. Certificates and the oldest version are those
    of the settings."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory: Any = _Connections.from_crawler(crawler)


class _Connections(_ScrapyClientContextFactory):
    def _get_cert_options(self) -> CertificateOptions:
        return _Options(**self._get_cert_options_kwargs())


class _Options(_ScrapyCertificateOptions):
    """Twisted takes a cipher string apart into names and drops what is none, ``@SECLEVEL=0`` with it: then no setting brings
    a server with a key of 1,024 bits or TLS 1.0 to answer."""

    def _makeContext(self, skipCiphers: bool = False) -> SSL.Context:
        context: SSL.Context = super()._makeContext(skipCiphers=True)
        if not skipCiphers:
            context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
        return context
