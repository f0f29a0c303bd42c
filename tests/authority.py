"""A timestamp authority (RFC 3161) of one's own: a root, a certificate, answers by openssl."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

SETTINGS = """\
[tsa]
default_tsa = own
[own]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
tsa_name = yes
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[leaf]
extendedKeyUsage = critical,timeStamping
"""
SETTING_UP = """\
req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Root \
-days 3650 -extensions root -config own.cnf
req -new -newkey rsa:2048 -nodes -keyout own.key -out own.csr -subj /CN=Clock -config own.cnf
x509 -req -in own.csr -CA root.pem -CAkey root.key -set_serial 1 -out own.pem \
-days 3650 -extfile own.cnf -extensions leaf
"""


@dataclass(frozen=True)
class Authority:
    folder: Path

    @classmethod
    def found(cls, folder):
        folder.mkdir()
        (folder / "own.cnf").write_text(f"[req]\ndistinguished_name = dn\n[dn]\n{SETTINGS}")
        (folder / "serial").write_text("01\n")
        own = cls(folder)
        for line in SETTING_UP.splitlines():
            own.openssl(*line.split())
        return own

    @property
    def root(self):
        return (self.folder / "root.pem").read_bytes()

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def stamp(self, data):
        """The answer about some bytes, asked for as `docs/publishing.md` has it."""
        (self.folder / "data").write_bytes(data)
        self.openssl("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "asked.tsq")
        signer = ("-signer", "own.pem", "-inkey", "own.key")
        self.openssl("ts", "-reply", "-config", "own.cnf", "-queryfile", "asked.tsq", *signer,
                     "-out", "answer.tsr")  # fmt: skip
        return (self.folder / "answer.tsr").read_bytes()
