"""`tiexin nginx`: the site that nginx serves before `tiexin serve --apart`, printed for its folder of sites.

Connections of browsers stay with one web process for as long as they live, and eight of them are seldom four and four:
nginx gives each request to the process with the least to do. It also takes what slow phones send and waits for what
they read, which would hold up one of few threads.
"""

import argparse
from dataclasses import dataclass

PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>贴心</title><body style="font:18px/1.7 sans-serif;max-width:32em;margin:15vh auto;padding:0 1em">'
    '<h1 style="font-size:1.3em">{title}</h1><p>{text}</p></body></html>'
)
AWAY = PAGE.format(
    title="系统正在重新启动", text="请过一分钟再试。刚才填写的内容如果没有提示已保存，请返回后再提交一次。"
)
LARGE = PAGE.format(title="文件太大", text="一次最多交 40 MB。请返回，减少或缩小文件后再交。")
SITE = """\
upstream tiexin {{
    least_conn;  # each request to the process with the least to do
{servers}
    keepalive 16;
    keepalive_timeout 20s;  # shorter than the web's own
}}
{redirect}
server {{
    listen {listen};
    server_name {name};
{certificate}
    charset utf-8;
    server_tokens off;
    access_log off;  # addresses hold what was searched for
    error_log stderr crit;  # below it nginx writes whole addresses
    client_max_body_size 40m;  # beyond what the product takes, so that it says itself what is too large

    location / {{
        proxy_pass http://tiexin;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }}
    error_page 502 504 = @away;
    location @away {{
        default_type text/html;
        add_header Retry-After 60 always;
        return 503 '{away}';
    }}
    error_page 413 = @large;
    location @large {{
        default_type text/html;
        return 413 '{large}';
    }}
}}
"""
REDIRECT = """
server {{
    listen 80;
    server_name {name};
    access_log off;
    return 301 https://$host$request_uri;
}}
"""


@dataclass(frozen=True)
class Site:
    """What is asked for: where nginx listens, under which name, with which certificate, before which web processes."""

    port: int = 8000
    workers: int = 2
    name: str = "_"
    listen: str = "80"
    certificate: str = ""
    key: str = ""

    def text(self) -> str:
        """The site as nginx reads it; with a certificate it listens on 443 and sends plain requests there."""
        sealed = f"    ssl_certificate {self.certificate};\n    ssl_certificate_key {self.key};\n"
        return SITE.format(
            servers="\n".join(f"    server 127.0.0.1:{each} fail_timeout=2s;" for each in self.ports()),
            redirect=REDIRECT.format(name=self.name) if self.certificate and self.listen == "443" else "",
            listen=f"{self.listen} ssl http2" if self.certificate else self.listen,
            name=self.name,
            certificate=sealed if self.certificate else "",
            away=AWAY,
            large=LARGE,
        )

    def ports(self) -> list[int]:
        """The ports of the web processes, as `tiexin serve --apart` opens them."""
        return list(range(self.port, self.port + self.workers))


def parser() -> argparse.ArgumentParser:
    """Describe the options of `tiexin nginx`."""
    told = "打印 nginx 的站点配置，放在 tiexin serve --apart 前面。"
    made = argparse.ArgumentParser("tiexin nginx", description=told)
    made.add_argument("--name", default="_", help="网址里的名字，如 tiexin.example.org")
    made.add_argument("--port", type=int, default=8000, help="第一个网页进程的端口，默认 8000")
    made.add_argument("--workers", type=int, default=2, metavar="N", help="网页进程数，默认 2")
    made.add_argument("--listen", default="", help="nginx 监听的端口或地址，默认 80，有证书时 443")
    made.add_argument("--certificate", default="", help="证书文件（连同 --key）")
    made.add_argument("--key", default="", help="证书的私钥文件")
    return made


def main(argv: list[str]) -> int:
    """Print the site; return the exit code."""
    options = parser().parse_args(argv)
    if bool(options.certificate) is not bool(options.key):
        parser().error("--certificate 和 --key 要一起给 · both or neither")
    if options.workers < 1:
        parser().error("--workers 至少是 1 · at least 1")
    listen = options.listen or ("443" if options.certificate else "80")
    asked = {**vars(options), "listen": listen}
    print(Site(**asked).text(), end="")
    return 0
