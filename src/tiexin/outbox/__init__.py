"""工作日历: which days are worked, by place and year; the tables behind every term."""
