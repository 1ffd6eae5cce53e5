"""A real SMTP server for the tests: STARTTLS and AUTH when asked to, and recipients that are refused.

Prints its port, then one line of JSON for every mail that it took.
  refuse550@…  is refused for ever, later451@… for now; to reset@… the connection is cut in the middle of DATA.
"""
import argparse
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("refuse550"):
            return "550 no such mailbox"
        if address.startswith("later451"):
            return "451 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(one.startswith("reset") for one in envelope.rcpt_tos):
            server.transport.abort()
            await asyncio.sleep(3600)
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data,
            "text": envelope.content.decode("utf-8"),
        }), flush=True)
        return "250 taken"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    wanted = parser.parse_args()
    tls = None
    if wanted.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(wanted.certificate, wanted.key)

    def authenticate(server, session, envelope, mechanism, data):
        right = data.login.decode() == wanted.user and data.password.decode() == wanted.password
        return AuthResult(success=right, handled=False, auth_data=data.login.decode())

    def connection():
        return SMTP(
            Handler(), hostname="tests", tls_context=tls, require_starttls=tls is not None,
            authenticator=authenticate if wanted.user else None, auth_required=bool(wanted.user), auth_require_tls=True)

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with whoever started it.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
