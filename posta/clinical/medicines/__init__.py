"""What is given and taken: medicines, vaccines, contraceptives, against allergy, pregnancy, age, weight and one another."""
