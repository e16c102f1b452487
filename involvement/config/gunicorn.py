"""How gunicorn serves the pages: processes first, few threads (the interpreter lock costs a third), logs like ours."""

import multiprocessing
import os

from involvement.config.logs import logging_settings

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_PROCESSES") or min(2 * multiprocessing.cpu_count(), 8))
threads = int(os.environ.get("WEB_THREADS") or 2)
timeout = 30
graceful_timeout = 20
max_requests = 2000
max_requests_jitter = 200
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
accesslog = None
logconfig_dict = logging_settings(style=os.environ.get("LOG_STYLE", "json"), level=os.environ.get("LOG_LEVEL", "INFO"))
logconfig_dict["loggers"]["gunicorn.error"] = {
    "handlers": [],
    "propagate": True,
    "level": os.environ.get("LOG_LEVEL", "INFO"),
}
