"""Writes one table of candidates in the dialects of Python's csv module and of LibreOffice Calc.

Run it in this folder: python3 make.py (it needs soffice). The files are committed, so that the tests need neither.
"""

import csv
import pathlib
import subprocess
import tempfile

HEAD = ["Candidate ID", "Full Name", "State", "Skills", "Typing WPM", "edu1_level", "edu1_field", "edu1_status",
        "job1_title", "job1_start", "job1_end", "cert1_name", "cert1_expires", "Expected Salary"]
ROWS = [
    ["00123", "Zoë Ångström", "California", "Legal research; Westlaw; E-filing", "72", "Bachelor of Arts", "History", "completed",
     "Paralegal", "2019-02-01", "", "Certified Paralegal", "2028-06-30", "62000"],
    ["00124", 'Ann "Annie" O\'Neil', "NY", "Calendaring; Word", "68.5", "Associate's degree", "Paralegal Studies", "completed",
     "Legal Secretary", "2015-09-15", "2023-12-31", "", "", "55500"],
    ["00125", "Renée, Dupont", "TX", "", "", "High school diploma", "", "completed", "Receptionist", "2021-01-04", "", "", "", ""],
    ["00126", "=cmd|' /C calc'!A0", "FL", "Excel; Outlook", "80", "", "", "", "", "", "", "", "", "48000"],
    ["00127", "Ünal Çelik", "WA", "Trial preparation\nDiscovery\nCite-checking", "", "Master's degree", "Law", "in progress",
     "Litigation Paralegal", "2018-03-01", "2024-02-29", "", "", "71000"],
    ["00128", "Mary Smith – Jones", "OH", "Proofreading", "90", "GED", "", "completed", "Word Processor", "2010-05-03", "2020-05-02", "", "", ""],
]


def write(name, encoding="utf-8", **dialect):
    with open(name, "w", encoding=encoding, newline="") as f:
        csv.writer(f, **dialect).writerows([HEAD, *ROWS])


write("python-excel.csv", dialect="excel")
write("python-excel-tab.tsv", dialect="excel-tab")
write("python-unix.csv", dialect="unix")
write("python-semicolon-bom.csv", encoding="utf-8-sig", delimiter=";", quoting=csv.QUOTE_MINIMAL)
write("python-utf16.csv", encoding="utf-16", delimiter="\t")
write("python-pipe-cp1252.csv", encoding="cp1252", delimiter="|", quoting=csv.QUOTE_ALL)

with tempfile.TemporaryDirectory() as scratch:
    source = pathlib.Path(scratch, "calc.csv")
    with open(source, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([HEAD, *ROWS])
    # 44 comma, 34 quote, 76 UTF-8; the first two columns are text, the others what Calc takes them for.
    read = "CSV:44,34,76,1,1/2/2/2,1033,false,true"

    def convert(to, file):
        subprocess.run(["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless", f"--infilter={read}",
                        "--convert-to", to, "--outdir", scratch, str(source)], check=True, stdout=subprocess.DEVNULL)
        made = pathlib.Path(scratch, "calc." + to.split(":")[0])
        pathlib.Path(file).write_bytes(made.read_bytes())
        if made != source:
            made.unlink()

    convert("xlsx:Calc MS Excel 2007 XML", "calc.xlsx")
    # A copy of the source is read each time, since Calc writes over it.
    kept = source.read_bytes()
    for name, tokens in {
        "calc-utf8.csv": "44,34,76,1,,0,false,true",
        "calc-semicolon-cp1252.csv": "59,34,1,1,,0,false,true",
        "calc-tab-utf16.csv": "9,34,65535,1,,0,false,true",
        "calc-all-quoted.csv": "44,34,76,1,,0,true,true",
    }.items():
        source.write_bytes(kept)
        other = pathlib.Path(scratch, "in.csv")
        other.write_bytes(kept)
        out = pathlib.Path(scratch, "out")
        out.mkdir(exist_ok=True)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless", f"--infilter={read}",
                        "--convert-to", f"csv:Text - txt - csv (StarCalc):{tokens}", "--outdir", str(out), str(other)],
                       check=True, stdout=subprocess.DEVNULL)
        pathlib.Path(name).write_bytes((out / "in.csv").read_bytes())
